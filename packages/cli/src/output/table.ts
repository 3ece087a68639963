import Table from 'cli-table3';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

const edges = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
] as const;
const lines = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'] as const;
const borderless = {
  chars: { ...Object.fromEntries([...edges, ...lines].map((name) => [name, ''])), middle: '   ' },
  style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
};

function render(rows: readonly (readonly string[])[]): string {
  const table = new Table(borderless);
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Rows under headings, in aligned columns. */
export function listing(headings: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  return render([headings.map((heading) => style.bold(heading)), ...rows.map((row) => row.map(printable))]);
}

/** One line for each name and its value; a list has one line an entry. */
export function details(
  entries: readonly (readonly [name: string, value: string | readonly string[]])[],
  style: Style,
): string {
  const rows = entries.flatMap(([name, value]) => {
    const [first = '', ...others] = typeof value === 'string' ? [value] : value.length === 0 ? ['–'] : value;
    return [[style.faint(name), printable(first)], ...others.map((other) => ['', printable(other)])];
  });
  return render(rows);
}
