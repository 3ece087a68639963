/** A member that an object has itself: what all objects were given is no fact of a request. */
export function own<Value extends object, Name extends keyof Value>(
  value: Value | undefined,
  name: Name,
): Value[Name] | undefined {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? value[name] : undefined;
}
