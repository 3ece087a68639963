const mostNamed = 8;

/** Names in a sentence that a terminal can show: of a long list the first ones, and how many there are besides. */
export function someOf(names: readonly string[]): string {
  if (names.length <= mostNamed) return names.join(', ');
  return `${names.slice(0, mostNamed - 1).join(', ')} and ${names.length - mostNamed + 1} more`;
}
