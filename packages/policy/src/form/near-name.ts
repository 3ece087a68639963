const longestCompared = 48;

/** How many letters must be inserted, removed, replaced or swapped to turn one word into another. */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let least = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}

/** What stands after the last colon of an action: people forget what is before it. */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

/** As `distance`, but `Infinity` where it can't be within `limit`. */
function distanceWithin(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return Infinity;
  const apart = distance(from, to);
  return apart <= limit ? apart : Infinity;
}

/** How far a name is from what was written; `Infinity` if it was hardly meant. */
function remoteness(written: string, name: string): number {
  const end = lastPart(written);
  const wantedEnd = lastPart(name);
  const limit = Math.max(1, Math.floor(wantedEnd.length / 3));
  const begins = end.length > 3 && wantedEnd.startsWith(end) ? 1.5 : Infinity;
  return Math.min(distanceWithin(written, name, limit), distanceWithin(end, wantedEnd, limit) + 0.5, begins);
}

/** The name that was probably meant by `text`, if one is near enough. Upper and lower case are near. */
export function nearName(text: string, names: Iterable<string>): string | undefined {
  if (text.length === 0 || text.length > longestCompared) return undefined;
  let nearest: string | undefined;
  let least = Infinity;
  for (const name of names) {
    const far = remoteness(text.toLowerCase(), name.toLowerCase());
    if (far < least) {
      nearest = name;
      least = far;
    }
  }
  return nearest;
}

/** `; did you mean "near"?`, or nothing if no name is near. */
export function suggestion(text: string, names: Iterable<string>): string {
  const near = nearName(text, names);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}
