/** Which tags a key must have: for each name one of the values. */
export type TagFilter = Readonly<Record<string, readonly string[]>>;
