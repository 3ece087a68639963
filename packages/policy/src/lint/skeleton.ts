/** Folds together what people hardly tell apart: case, separators, and letters that look like others. */
export function skeleton(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[-_./]/g, '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('0', 'o')
    .replaceAll(/[1i]/g, 'l')
    .replaceAll('5', 's');
}
