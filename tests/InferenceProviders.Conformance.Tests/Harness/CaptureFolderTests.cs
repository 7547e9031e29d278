using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Harness;

public sealed class CaptureFolderTests
{
    [Fact]
    public void Every_capture_has_a_name_of_its_own()
    {
        var cases = CaptureFolder.BuiltIn.Cases().ToList();

        Assert.NotEmpty(cases);
        Assert.Equal(cases.Count, cases.Select(wireCase => wireCase.Id).Distinct().Count());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error() =>
        Assert.Throws<DirectoryNotFoundException>(
            () =>
                new CaptureFolder(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")), "").Cases().ToList());

    [Fact]
    public void Polls_that_a_capture_left_out_are_put_in_again()
    {
        var polls = CaptureFolder.BuiltIn.Cases()
            .Single(
                wireCase =>
                    wireCase.Id == "js/_errors/output--together--text-to-video--timeout--routed").Exchanges.Count(
                        exchange => exchange.Role == Exchange.Poll);

        Assert.Equal(150, polls);
    }
}
