// C# from parts: literals and blocks.

/** A string literal. JSON's is one, but for two characters that end a line in C#. */
export const literal = (text) => JSON.stringify(text ?? '').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029').replaceAll('\u0085', '\\u0085');

/** Properties of an initializer, without those that are not set. */
export const initializer = (type, properties) => {
  const set = Object.entries(properties).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return set.length === 0 ? `new ${type}()` : `new ${type}\n{\n${set.map(([name, value]) => `    ${name} = ${value.replaceAll('\n', '\n    ')},`).join('\n')}\n}`;
};

export const program = (namespaces, ...parts) =>
  `${['InferenceProviders', ...namespaces, 'Microsoft.Extensions.AI'].sort().map((name) => `using ${name};`).join('\n')}\n\n${parts.filter(Boolean).join('\n\n')}\n`;

export const ROUTER = '// Takes the token from HF_TOKEN.\nusing var router = new InferenceRouter();';

export const providerArgument = (provider) => (provider ? `, provider: ${literal(provider)}` : '');
