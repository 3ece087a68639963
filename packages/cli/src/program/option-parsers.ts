import { InvalidArgumentError } from 'commander';

/** Pairs of text from the command line; has no prototype. */
export type Pairs = Readonly<Record<string, string>>;

/** For an option that may be repeated: adds `value` to the list of those before it. */
export function collectValue(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** For a repeated option `key=value`: the first `=` separates. */
export function collectPair(text: string, before: Pairs | undefined): Pairs {
  const separator = text.indexOf('=');
  if (separator < 1) throw new InvalidArgumentError('Write it as key=value.');
  const key = text.slice(0, separator);
  if (before !== undefined && Object.hasOwn(before, key)) throw new InvalidArgumentError(`"${key}" is given twice.`);
  return Object.assign(Object.create(null) as Record<string, string>, before, { [key]: text.slice(separator + 1) });
}

/** Values under a name from the command line; has no prototype. */
export type ValuesByName = Readonly<Record<string, readonly string[]>>;

/** For a repeated option `key=value` where a key may come again with another value. */
export function collectValues(text: string, before: ValuesByName | undefined): ValuesByName {
  const [[key, value] = ['', '']] = Object.entries(collectPair(text, undefined));
  const values = before !== undefined && Object.hasOwn(before, key) ? (before[key] ?? []) : [];
  return Object.assign(Object.create(null) as Record<string, readonly string[]>, before, { [key]: [...values, value] });
}

/** For an option that is a whole number of digits, such as `32`. */
export function wholeNumber(text: string): number {
  if (!/^(?:0|[1-9][0-9]{0,9})$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}

/** For an option that is a share in whole percent. */
export function wholePercent(text: string): number {
  const percent = wholeNumber(text);
  if (percent > 100) throw new InvalidArgumentError('Write a whole number of percent, 0 to 100.');
  return percent;
}
