// Starts the emulator's executable for one test file, and ends it afterwards.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const token = "hf_emulator";
export const tokenWithoutPermission = "hf_emulator_read";
export const keyOf = (provider) => `key-${provider}`;

/** EMULATOR names the built dll; without it, the last build is taken. */
function program() {
  const builds = ["Debug", "Release"].map((configuration) =>
    fileURLToPath(new URL(`../../tools/InferenceEmulator/bin/${configuration}/net10.0/InferenceEmulator.dll`, import.meta.url)));
  const found = process.env.EMULATOR ?? builds.find(existsSync);
  if (!found) throw new Error("The emulator is not built: run `dotnet build tools/InferenceEmulator`.");
  return found;
}

export async function startEmulator(...options) {
  const child = spawn("dotnet", [program(), "--port", "0", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let address;
  for await (const line of createInterface({ input: child.stdout })) {
    address ??= /^\s*address\s+(\S+)$/.exec(line)?.[1];
    if (line.startsWith("Ctrl-C")) break;
  }
  if (!address) throw new Error("The emulator did not say where it listens.");

  return {
    address,
    /** https://X/Y is at /hosts/X/Y of the emulator. */
    fetch: (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      return fetch(`${address}/hosts/${url.host}${url.pathname}${url.search}`, init);
    },
    async stop() {
      child.kill("SIGINT");
      return ended;
    },
  };
}

/** The chat models that the router lists, with the providers that serve them now. */
export async function listedModels(emulator) {
  const { data } = await (await fetch(`${emulator.address}/v1/models`)).json();
  return data.map((model) => ({ ...model, providers: model.providers.filter((offer) => offer.status === "live") }));
}
