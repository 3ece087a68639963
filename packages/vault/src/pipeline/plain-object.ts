/**
 * True for an object as a literal makes it, of whatever realm. A map, a date or a promise has no members of its own
 * either, but who gives one means something by it: to take it for an empty object would drop what was meant.
 */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return typeof prototype !== 'object' || prototype === null || Object.getPrototypeOf(prototype) === null;
}
