import type { OperationEffect } from '@chatelaine/core';
import { type Html, html } from './html.ts';
import { fileWords, keyWords, markWords, principalWords } from './matrix-words.ts';
import {
  type MatrixCell,
  type MatrixColumn,
  type MatrixFile,
  matrixMarks,
  type MatrixRow,
  type PolicyMatrix,
} from './policy-matrix.ts';

const groups: readonly (readonly [OperationEffect, string])[] = [
  ['use', 'Use keys'],
  ['change', 'Change keys'],
  ['read', 'Look at keys'],
];

/** The shapes of the marks, drawn once; each stays itself without its colour. */
export const markShapes: Html = html`<svg class="shapes" aria-hidden="true" width="0" height="0">
  <symbol id="allow" viewBox="0 0 16 16">
    <circle class="fill" cx="8" cy="8" r="7" />
    <path class="on" d="M4.4 8.3 7 10.8 11.6 5.6" />
  </symbol>
  <symbol id="depends" viewBox="0 0 16 16">
    <path class="fill" d="M8 1.5a6.5 6.5 0 0 0 0 13z" />
    <circle class="line" cx="8" cy="8" r="6.2" />
  </symbol>
  <symbol id="deny" viewBox="0 0 16 16">
    <rect class="fill" x="1.5" y="1.5" width="13" height="13" rx="2" />
    <path class="on" d="m5 5 6 6M11 5l-6 6" />
  </symbol>
  <symbol id="default" viewBox="0 0 16 16"><path class="line" d="M5 8h6" /></symbol>
</svg>`;

export function markShape(mark: string): Html {
  return html`<svg class="mark ${mark}" aria-hidden="true"><use href="#${mark}" /></svg>`;
}

/** The grid. `placeOf` numbers cells, by which the page finds what it says about them. */
export function matrixGrid({ columns, files }: PolicyMatrix, placeOf: (cell: MatrixCell) => number): Html {
  const bodies = files.map((file, place) => fileRows(file, place, files.length > 1, columns, placeOf));
  return html`<table id="grid" role="grid" aria-label="Who may do what with which key">
    <thead>
      <tr>
        <td class="corner"></td>
        ${groups.map(([effect, title]) => groupHead(title, columns.filter((each) => each.effect === effect).length))}
      </tr>
      <tr>
        <th class="corner" scope="col">principal and key</th>
        ${columns.map((column, place) => columnHead(column, place, columns))}
      </tr>
    </thead>
    ${bodies}
  </table>`;
}

function groupHead(title: string, span: number): Html {
  return html`<th class="group starts" scope="colgroup" colspan="${span}">${title}</th>`;
}

function columnHead({ action, label, summary }: MatrixColumn, place: number, columns: readonly MatrixColumn[]): Html {
  return html`<th
    class="${startsGroup(columns, place) ? 'starts' : ''}"
    scope="col"
    data-action="${action}"
    title="${action}: ${summary}"
  >
    <span>${label}</span>
  </th>`;
}

function startsGroup(columns: readonly MatrixColumn[], place: number): boolean {
  return columns[place]?.effect !== columns[place - 1]?.effect;
}

function fileRows(
  file: MatrixFile,
  place: number,
  isOneOfSeveral: boolean,
  columns: readonly MatrixColumn[],
  placeOf: (cell: MatrixCell) => number,
): Html {
  const span = columns.length + 1;
  const bodies = file.principals.map(({ name, value }) => {
    const rows = file.rows.filter(({ principal }) => principal === name);
    return html`<tbody data-file="${place}" data-principal="${name}">
      <tr class="who">
        <th scope="rowgroup" colspan="${span}">
          <span><b>${name}</b> ${principalWords(value)}</span>
        </th>
      </tr>
      ${rows.map((row) => gridRow(row, file, columns, placeOf))}
    </tbody> `;
  });
  const heading = html`<tbody class="file" data-file="${place}">
    <tr>
      <th scope="rowgroup" colspan="${span}"><span>${fileWords(file)}</span></th>
    </tr>
  </tbody> `;
  return html`${isOneOfSeveral ? heading : ''}${bodies}`;
}

function gridRow(
  { principal, key, cells }: MatrixRow,
  file: MatrixFile,
  columns: readonly MatrixColumn[],
  placeOf: (cell: MatrixCell) => number,
): Html {
  const known = file.keys.find(({ name }) => name === key)?.value;
  const head =
    key === undefined
      ? html`<th scope="row" class="keyless"><span>no key</span></th>`
      : html`<th scope="row" title="${known === undefined ? '' : keyWords(known)}"><span>${key}</span></th>`;
  return html`<tr data-key="${key ?? ''}">
    ${head}${cells.map((cell, place) => {
      const starts = startsGroup(columns, place) ? 'starts' : '';
      if (cell === undefined) return html`<td class="none ${starts}"></td>`;
      const name = `${columns[place]?.label ?? ''}, ${principal}, ${key ?? 'no key'}: ${markWords[cell.mark]}`;
      return html`<td class="${starts}" tabindex="-1" data-cell="${placeOf(cell)}" aria-label="${name}">
        ${markShape(cell.mark)}
      </td>`;
    })}
  </tr> `;
}

/** How many cells have each mark. */
export function countMarks({ files }: PolicyMatrix): ReadonlyMap<string, number> {
  const cells = files.flatMap(({ rows }) => rows.flatMap((row) => row.cells));
  return new Map(matrixMarks.map((mark) => [mark, cells.filter((cell) => cell?.mark === mark).length]));
}
