import type { MatrixColumn, MatrixFile, MatrixMark, PolicyMatrix } from '@chatelaine/policy/matrix';
import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Style } from '../output/style.ts';
import { listing } from '../output/table.ts';

const signs: Readonly<Record<MatrixMark, string>> = {
  allow: '✓ yes',
  depends: '~ depends',
  deny: '✗ denied',
  default: '·',
};
const legend = '✓ allowed   ~ depends on the context   ✗ denied by a rule   · not allowed by any rule';

/** The matrix for a terminal: for each principal the operations that rules say something about, by key. */
export function matrixText({ columns, files }: PolicyMatrix, style: Style): string {
  return [...files.map((file) => fileText(file, columns, style)), style.faint(legend)].join('\n\n');
}

function fileText(file: MatrixFile, columns: readonly MatrixColumn[], style: Style): string {
  const principals = file.principals.map(({ name, value: { id, roles = [], groups = [] } }) => {
    const names = [id, ...roles.map((role) => `role:${role}`), ...groups.map((group) => `group:${group}`)].join(', ');
    return `${style.bold(printable(name))}  ${printable(names)}\n${principalText(name, file, columns, style)}`;
  });
  return [style.bold(printable(file.source)), ...principals].join('\n\n');
}

function principalText(name: string, { rows }: MatrixFile, columns: readonly MatrixColumn[], style: Style): string {
  const own = rows.filter(({ principal }) => principal === name);
  const [keyless, ...keyed] = own;
  const marksOf = (place: number): readonly (MatrixMark | undefined)[] =>
    columns[place]?.isKeyless === true
      ? [keyless?.cells[place]?.mark, ...keyed.map(() => undefined)]
      : [undefined, ...keyed.map(({ cells }) => cells[place]?.mark)];
  const lines = columns.map(({ label }, place) => ({ label, marks: marksOf(place) }));
  const told = lines.filter(({ marks }) => marks.some((mark) => mark !== undefined && mark !== 'default'));
  const silent = lines.length - told.length;
  const rest =
    silent === 0 ? [] : [style.faint(`${counted(silent, 'operation', 'operations')} not allowed by any rule`)];
  if (told.length === 0) return rest.join('');
  const table = listing(
    ['', 'no key', ...keyed.map(({ key = '' }) => key)],
    told.map(({ label, marks }) => [label, ...marks.map((mark) => (mark === undefined ? '' : signs[mark]))]),
    style,
  );
  return [table, ...rest].join('\n');
}
