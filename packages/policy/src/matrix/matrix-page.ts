import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Html, html, scriptJson } from './html.ts';
import { countMarks, markShape, markShapes, matrixGrid } from './matrix-grid.ts';
import { fileWords, keyWords, markWords, principalWords } from './matrix-words.ts';
import { type MatrixAnswer, type MatrixCell, matrixMarks, type PolicyMatrix } from './policy-matrix.ts';

/**
 * The matrix as one page of HTML that needs nothing else: no network, no other file. Its content security policy lets run only the
 * script that it brings; all names and reasons are text in it.
 */
export function matrixPage(matrix: PolicyMatrix): string {
  const style = asset('matrix.css');
  const script = asset('matrix.js');
  const numbers = new Map<MatrixCell, number>();
  const grid = matrixGrid(matrix, (cell) => {
    const number = numbers.get(cell) ?? numbers.size;
    numbers.set(cell, number);
    return number;
  });
  const contentSecurityPolicy = `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>Who may do what with which key</title>
        ${raw('style', style)}
      </head>
      <body>
        <a class="skip" href="#grid">Skip to the matrix</a>
        ${markShapes}
        <header>
          <h1>Who may do what with which key</h1>
          <p>${origin(matrix)}</p>
          ${filters(matrix)}
        </header>
        <main>
          ${grid}
          <p id="empty" hidden>Nothing fits these filters.</p>
        </main>
        <section id="details" aria-label="Why" aria-live="polite">
          <p>Point at a cell, or go to one with Tab and the arrow keys, to see which rule decides.</p>
        </section>
        ${decidingRules([...numbers.keys()])}
        ${new Html(`<script type="application/json" id="data">${scriptJson(pageData(matrix, [...numbers.keys()]))}</script>`)}
        ${raw('script', script)}
      </body>
    </html> `;
  return page.text;
}

function asset(name: string): string {
  return readFileSync(new URL(`../../assets/${name}`, import.meta.url), 'utf8');
}

/** What the content security policy knows by its hash must stay as it is, to the last blank. */
function raw(element: 'script' | 'style', text: string): Html {
  return new Html(`<${element}>${text}</${element}>`);
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function origin({ files }: PolicyMatrix): string {
  const [only] = files;
  const from = only !== undefined && files.length === 1 ? fileWords(only) : `${files.length} files of tests`;
  return `Principals, keys and contexts of ${from}.`;
}

function filters(matrix: PolicyMatrix): Html {
  const { columns, files } = matrix;
  const counts = countMarks(matrix);
  const names = (of: 'principals' | 'keys'): readonly string[] => [
    ...new Set(files.flatMap((file) => file[of].map(({ name }) => name))),
  ];
  const marks = matrixMarks.map(
    (mark) =>
      html`<label
        ><input type="checkbox" name="mark" value="${mark}" checked />${markShape(mark)}<span
          >${markWords[mark]} <small>${counts.get(mark) ?? 0}</small></span
        ></label
      >`,
  );
  const sources = files.map(({ source }, place) => [String(place), source] as const);
  const same = (list: readonly string[]): (readonly [string, string])[] => list.map((each) => [each, each]);
  return html`<form id="filters" autocomplete="off" hidden>
    <fieldset>
      <legend>Marks</legend>
      ${marks}
    </fieldset>
    <div>
      ${files.length > 1 ? select('file', 'File', sources) : ''}
      ${select('principal', 'Principal', same(names('principals')))}
      ${select('key', 'Key', [...same(names('keys')), ['', 'no key']])}
      ${select(
        'action',
        'Operation',
        columns.map(({ action, label }) => [action, label]),
      )}
      <label>Text <input type="search" name="text" placeholder="rule, reason, alias …" /></label>
      <button type="reset">Show all</button>
      <output id="count" role="status"></output>
    </div>
  </form>`;
}

function select(name: string, label: string, options: readonly (readonly [value: string, text: string])[]): Html {
  const entries = options.map(([value, text]) => html`<option value="=${value}">${text}</option>`);
  return html`<label
    >${label}
    <select name="${name}">
      <option value="">all</option>
      ${entries}
    </select></label
  >`;
}

/** For paper, where nobody can point at a cell. */
function decidingRules(cells: readonly MatrixCell[]): Html {
  const rules = new Map<string, MatrixAnswer>();
  for (const answer of cells.flatMap(({ answers }) => answers)) {
    const [rule] = answer.deciding;
    if (rule !== undefined && !rules.has(rule)) rules.set(rule, answer);
  }
  const rows = [...rules]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([rule, { decision, position = '' }]) =>
        html`<tr>
          <td>${decision.effect}</td>
          <td>${rule}</td>
          <td>${position}</td>
          <td>${decision.reason}</td>
        </tr> `,
    );
  return html`<section id="rules">
    <h2>Rules that decide</h2>
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}

/** What the script of the page tells about cells. */
function pageData({ columns, files }: PolicyMatrix, cells: readonly MatrixCell[]): object {
  return {
    marks: markWords,
    summaries: Object.fromEntries(columns.map(({ action, summary }) => [action, summary])),
    files: files.map(({ source, principals, keys, contexts }) => ({
      source,
      contexts: contexts.length,
      principals: Object.fromEntries(principals.map(({ name, value }) => [name, principalWords(value)])),
      keys: Object.fromEntries(keys.map(({ name, value }) => [name, keyWords(value)])),
    })),
    cells: cells.map(({ mark, answers }) => ({
      mark,
      answers: answers.map(({ decision, ...answer }) => ({ ...answer, ...decision })),
    })),
  };
}
