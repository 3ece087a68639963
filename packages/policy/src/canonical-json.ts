/** What a bundle is made of: JSON without truth values and nothing. */
export type CanonicalValue = string | number | readonly CanonicalValue[] | { readonly [name: string]: CanonicalValue };

/**
 * The one encoding of a value: the JSON Canonicalization Scheme of RFC 8785, no spaces, members sorted by UTF-16 code units.
 * Recursive: for values of limited depth.
 */
export function canonicalJson(value: CanonicalValue): string {
  return isSorted(value) ? JSON.stringify(value) : sortedJson(value);
}

/** Whether members are enumerated in their canonical order; then the engine's own writer gives the same, and faster. */
function isSorted(value: CanonicalValue): boolean {
  if (typeof value !== 'object') return true;
  if (isList(value)) return value.every(isSorted);
  let before: string | undefined;
  for (const name of Object.keys(value)) {
    if (before !== undefined && before >= name) return false;
    before = name;
    const member = value[name];
    if (typeof member === 'object' && !isSorted(member)) return false;
  }
  return true;
}

function sortedJson(value: CanonicalValue): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(sortedJson).join(',')}]`;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sortedJson(member)}`).join(',')}}`;
}

function isList(value: CanonicalValue): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}
