// The C# programs that do what the pages for images, speech and video just did.

import { ROUTER, experimental, initializer, literal, program, providerArgument } from './csharp.js';

const PROGRESS = 'new Progress<InferenceProgress>(job => Console.WriteLine($"{job.Provider}: {job.State}"))';

const client = (maker, { model, provider }) => `router.${maker}(${literal(model)}${providerArgument(provider)})`;

export const imageCode = (request) => experimental(program([],
  `${ROUTER}\nIImageGenerator images = ${client('AsIImageGenerator', request)};`,
  request.hasOriginal && 'var original = await DataContent.LoadFromAsync("original.png");',
  `var options = ${initializer('InferenceImageOptions', {
    ImageSize: request.width ? `new System.Drawing.Size(${request.width}, ${request.height})` : null,
    Seed: request.seed === null ? null : String(request.seed),
    Count: request.count > 1 ? String(request.count) : null,
    Progress: PROGRESS,
  })};`,
  `var response = await images.${request.hasOriginal ? `EditImagesAsync([original], ${literal(request.prompt)}, options)` : `GenerateImagesAsync(${literal(request.prompt)}, options)`};
foreach (var (index, picture) in response.Contents.OfType<DataContent>().Index())
{
    await File.WriteAllBytesAsync($"picture{index + 1}.png", picture.Data.ToArray());
    Console.WriteLine($"{picture.MediaType} from {response.GetRoutingReport()!.Provider}");
}`));

export const videoCode = (request) => program([],
  `${ROUTER}\nIVideoGenerator videos = ${client('AsIVideoGenerator', request)};`,
  request.hasOriginal && 'var original = await DataContent.LoadFromAsync("original.png");',
  `var options = ${initializer('VideoGenerationOptions', { FrameCount: request.frames === null ? null : String(request.frames), Progress: PROGRESS })};`,
  `var response = await videos.${request.hasOriginal ? `AnimateImageAsync(original, ${literal(request.prompt)}, options)` : `GenerateVideoAsync(${literal(request.prompt)}, options)`};
await File.WriteAllBytesAsync("video.mp4", ((DataContent)response.Contents[0]).Data.ToArray());`);

export const speechCode = (request) => experimental(request.transcript ? transcriptCode(request) : program([],
  `${ROUTER}\nITextToSpeechClient speaker = ${client('AsITextToSpeechClient', request)};`,
  request.voice && `var options = new TextToSpeechOptions { VoiceId = ${literal(request.voice)} };`,
  `var response = await speaker.GetAudioAsync(${literal(request.text)}${request.voice ? ', options' : ''});
var audio = (DataContent)response.Contents[0];
await File.WriteAllBytesAsync("speech", audio.Data.ToArray());
Console.WriteLine($"{audio.MediaType}, {audio.Data.Length} bytes");`));

const transcriptCode = (request) => program([],
  `${ROUTER}\nISpeechToTextClient listener = ${client('AsISpeechToTextClient', request)};`,
  `await using var recording = File.OpenRead("recording.webm");
var response = await listener.GetTextAsync(recording, new InferenceSpeechToTextOptions { ReturnTimestamps = true });
Console.WriteLine(response.Text);
foreach (var part in response.GetSegments())
{
    Console.WriteLine($"{part.Start}: {part.Text}");
}`);
