// C# from parts: literals and blocks.

/** A string literal. JSON's is one, but for two characters that end a line in C#. */
export const literal = (text) => JSON.stringify(text ?? '').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029').replaceAll('\u0085', '\\u0085');

/** Properties of an initializer, without those that are not set. */
export const initializer = (type, properties) => {
  const set = Object.entries(properties).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return set.length === 0 ? `new ${type}()` : `new ${type}\n{\n${set.map(([name, value]) => `    ${name} = ${value.replaceAll('\n', '\n    ')},`).join('\n')}\n}`;
};

/** What a new project needs first, then the program. */
export const program = (namespaces, ...parts) =>
  `${['InferenceProviders', ...namespaces].map((name) => `// dotnet add package ${name}`).join('\n')}\n\n${['InferenceProviders', ...namespaces, 'Microsoft.Extensions.AI'].sort().map((name) => `using ${name};`).join('\n')}\n\n${parts.filter(Boolean).join('\n\n')}\n`;

/** The same with interfaces that the compiler takes no program with, unless it is told. */
export const experimental = (code) => `#pragma warning disable MEAI001 // The interfaces for images and speech are still marked experimental.\n${code}`;

export const ROUTER = '// Takes the token from HF_TOKEN.\nusing var router = new InferenceRouter();';

export const providerArgument = (provider) => (provider ? `, provider: ${literal(provider)}` : '');
