using System.Runtime.InteropServices;
using InferenceProviders;
using Quickstart;
using Quickstart.Demos;

if (Arguments.Parse(args, out var problem) is not { } arguments)
{
    await Console.Error.WriteLineAsync($"{problem}\n\n{Arguments.Usage}");
    return 2;
}

if (arguments.Help)
{
    Console.WriteLine(Arguments.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});

var terminal = Terminal.Open();
try
{
    await using var connection = await Connection.OpenAsync(terminal, stop.Token);
    var router = connection.Router;
    var chat = router.AsIChatClient(arguments.Model);
    Func<Task>[] demos =
    [
        () => StreamedAnswer.RunAsync(chat, arguments.Prompt, terminal, stop.Token),
        () => ToolCalls.RunAsync(chat, terminal, stop.Token),
        () => TypedAnswer.RunAsync(chat, terminal, stop.Token),
        () => ImageQuestion.RunAsync(router, arguments.Model, terminal, stop.Token),
        () => MadeImage.RunAsync(router, terminal, stop.Token),
        () => SimilarityTable.RunAsync(router, terminal, stop.Token),
        () => Transcription.RunAsync(router, terminal, stop.Token),
        () => CatalogTable.RunAsync(router.Catalog, terminal, stop.Token),
        () => AnswerCost.RunAsync(chat, terminal, stop.Token),
        () => FailedProvider.RunAsync(terminal, stop.Token),
        () => McpTool.RunAsync(chat, terminal, stop.Token),
    ];

    var failures = 0;
    foreach (var demo in demos)
    {
        // A model that has no tools may still see images: one part that fails does not end the tour.
        try
        {
            await demo();
        }
        catch (InferenceException exception)
        {
            terminal.Error(exception);
            failures++;
        }
    }

    return failures == 0 ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    terminal.Line("\nStopped.");
    return 130;
}
catch (InferenceException exception)
{
    terminal.Error(exception);
    return 1;
}
