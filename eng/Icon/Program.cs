using System.Runtime.CompilerServices;
using Quickstart;

// One caller on the left, three providers on the right, and a way to each: two are thin, the one that answers is lit.
const int Size = 128;
(double X, double Y) caller = (30, 64);
(double X, double Y)[] providers = [(98, 28), (98, 64), (98, 100)];
const int Answering = 1;

(double R, double G, double B) night = (24, 34, 66);
(double R, double G, double B) steel = (126, 148, 196);
(double R, double G, double B) amber = (255, 186, 73);

var png = Png.Encode(Size, Size, (x, y) =>
{
    var color = night;
    for (var i = 0; i < providers.Length; i++)
    {
        var lit = i == Answering;
        Paint(ref color, lit ? amber : steel, ToLine(x, y, caller, providers[i]) - (lit ? 4.5 : 2.5));
    }

    for (var i = 0; i < providers.Length; i++)
    {
        Paint(ref color, i == Answering ? amber : steel, ToPoint(x, y, providers[i]) - 12);
    }

    Paint(ref color, (255, 255, 255), ToPoint(x, y, caller) - 16);
    return ((byte)color.R, (byte)color.G, (byte)color.B);
});

File.WriteAllBytes(Path.Combine(Folder(), "..", "icon.png"), png);

// The edge is a pixel wide: inside of it the new color counts, outside the old one.
static void Paint(ref (double R, double G, double B) color, (double R, double G, double B) with, double distance)
{
    var share = Math.Clamp(0.5 - distance, 0, 1);
    color = (color.R + (share * (with.R - color.R)), color.G + (share * (with.G - color.G)),
        color.B + (share * (with.B - color.B)));
}

static double ToPoint(double x, double y, (double X, double Y) point) =>
    Math.Sqrt(Math.Pow(x - point.X, 2) + Math.Pow(y - point.Y, 2));

static double ToLine(double x, double y, (double X, double Y) from, (double X, double Y) to)
{
    var (dx, dy) = (to.X - from.X, to.Y - from.Y);
    var along = Math.Clamp((((x - from.X) * dx) + ((y - from.Y) * dy)) / ((dx * dx) + (dy * dy)), 0, 1);
    return ToPoint(x, y, (from.X + (along * dx), from.Y + (along * dy)));
}

static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
