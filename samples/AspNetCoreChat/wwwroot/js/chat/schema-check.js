// Checks JSON against its schema. The library interprets the schema, so that it needs no exception from the content security policy; it is
// fetched with the first answer that has one.

const DRAFTS = { 'draft-04': '4', 'draft-06': '7', 'draft-07': '7', '2019-09': '2019-09' };
const MOST = 20;

/** What these say is said again, and better, by what is in them. */
const CONTAINERS = new Set(['properties', 'patternProperties', 'items', 'prefixItems', 'allOf', '$ref']);

/**
 * Where a value is not what the schema asks for, and why; empty when it is.
 * @returns {Promise<{where: string, what: string}[]>}
 * @throws {Error} The schema cannot be used.
 */
export async function problemsOf(value, schema) {
  const { Validator } = await import('../../lib/json-schema/validator.js');
  const draft = Object.entries(DRAFTS).find(([name]) => String(schema.$schema ?? '').includes(name))?.[1] ?? '2020-12';
  const { errors } = new Validator(structuredClone(schema), draft, false).validate(value);
  return errors.filter((error, index) => isTold(error, errors[index + 1])).slice(0, MOST).map(({ instanceLocation, error }) => ({ where: placeOf(instanceLocation), what: error }));
}

const isTold = ({ keyword, keywordLocation }, next) =>
  keyword !== 'false' && !/\/(?:anyOf|oneOf)\/\d/.test(keywordLocation) && (!CONTAINERS.has(keyword) || next?.keyword === 'false');

/** A pointer as people write it: “#/people/0/name” is “people[0].name”. */
function placeOf(pointer) {
  const names = pointer.split('/').slice(1).map((name) => decodeURIComponent(name.replaceAll('~1', '/').replaceAll('~0', '~')));
  return names.map((name, index) => (/^\d+$/.test(name) ? `[${name}]` : `${index > 0 ? '.' : ''}${name}`)).join('') || 'The whole';
}
