/// <reference lib="dom" />
// The script of the page that matrix-page.ts makes. It reads only what stands in the page, and writes text, never HTML.
(() => {
  const grid = document.getElementById('grid');
  const form = document.getElementById('filters');
  const panel = document.getElementById('details');
  const data = JSON.parse(document.getElementById('data').textContent);

  const columns = [...grid.querySelectorAll('thead [data-action]')].map((head) => ({
    head,
    action: head.dataset.action,
    text: `${head.dataset.action} ${data.summaries[head.dataset.action]}`.toLowerCase(),
  }));
  const cellTexts = data.cells.map(({ answers }) =>
    answers
      .flatMap(({ deciding, reason, position }) => [...deciding, reason, position])
      .join(' ')
      .toLowerCase(),
  );
  const rows = [...grid.querySelectorAll('tr[data-key]')].map((element) => {
    const { file, principal } = element.parentElement.dataset;
    const { key } = element.dataset;
    const { principals, keys, source } = data.files[file];
    const about = { source, principal, key, who: principals[principal], what: keys[key] ?? '' };
    const cells = [...element.cells].slice(1);
    return { element, file, ...about, cells, text: Object.values(about).join(' ').toLowerCase() };
  });
  const isOn = (cell) => cell !== undefined && cell.dataset.cell !== undefined && !cell.classList.contains('out');

  /* The cell that Tab reaches, and what is told about it. */

  let current;

  function placeOf(cell) {
    const row = rows.findIndex(({ element }) => element === cell.parentElement);
    return { row, column: rows[row].cells.indexOf(cell) };
  }

  function make(name, text = '', className = '') {
    const made = document.createElement(name);
    made.textContent = text;
    if (className !== '') made.className = className;
    return made;
  }

  function shape(mark) {
    return document.querySelector(`#filters .mark.${mark}`).cloneNode(true);
  }

  function listed(names) {
    return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  }

  function where({ contexts, isWithoutContext }, count) {
    if (count === 0) return 'always';
    if (contexts.length === count && isWithoutContext) return 'in every context, and without one';
    return listed([...contexts.map((each) => `in ${each}`), ...(isWithoutContext ? ['without a context'] : [])]);
  }

  function answerRow(answer, contexts) {
    const row = make('tr');
    const mark = answer.effect === 'allow' ? 'allow' : answer.kind === 'default' ? 'default' : 'deny';
    const decision = make('td');
    const words = { explicit: answer.effect, unknown: 'deny, in doubt', default: 'deny, by default' };
    decision.append(shape(mark), words[answer.kind] ?? answer.effect);
    const rule = answer.deciding.length === 0 ? '–' : `${listed(answer.deciding)} (${answer.position})`;
    row.append(make('td', where(answer, contexts)), decision, make('td', rule), make('td', answer.reason));
    return row;
  }

  function tell(cell) {
    const place = placeOf(cell);
    const row = rows[place.row];
    const { action } = columns[place.column];
    const { mark, answers } = data.cells[cell.dataset.cell];
    const title = make('h2');
    const key = row.key === '' ? 'no key' : row.key;
    title.append(shape(mark), `${row.principal} · ${key} · ${action}: ${data.marks[mark]}`);
    const what = row.key === '' || row.what === '' ? '' : ` on ${row.what}`;
    const about = make('p', `${data.summaries[action]} Asked by ${row.who}${what}.`);
    const table = make('table');
    const head = make('tr');
    for (const name of ['where', 'answer', 'rule', 'reason']) head.append(make('th', name));
    table.createTHead().append(head);
    table.createTBody().append(...answers.map((answer) => answerRow(answer, data.files[row.file].contexts)));
    panel.replaceChildren(title, about, table);
    panel.scrollTop = 0;
    light(place);
  }

  function light({ row, column }) {
    for (const lit of grid.querySelectorAll('.hot')) lit.classList.remove('hot');
    rows[row].element.classList.add('hot');
    columns[column].head.classList.add('hot');
    for (const { cells } of rows) cells[column].classList.add('hot');
  }

  function makeCurrent(cell) {
    if (current !== undefined) current.tabIndex = -1;
    current = cell;
    if (current !== undefined) current.tabIndex = 0;
  }

  grid.addEventListener('focusin', ({ target }) => {
    if (!isOn(target)) return;
    makeCurrent(target);
    tell(target);
  });
  grid.addEventListener('mouseover', ({ target }) => {
    const cell = target.closest('td[data-cell]');
    if (cell !== null && isOn(cell)) tell(cell);
  });
  grid.addEventListener('mouseleave', () => {
    if (current !== undefined && current === document.activeElement) tell(current);
  });

  /* Keys move over what the filters leave. */

  function firstOn(from, step, cellAt, count) {
    for (let place = from; place >= 0 && place < count; place += step) {
      const cell = cellAt(place);
      if (isOn(cell)) return cell;
    }
    return undefined;
  }

  function goal(key, control, { row, column }) {
    const inRow = (place) => rows[row].cells[place];
    const inColumn = (place) => rows[place].cells[column];
    const inGrid = (place) => rows[Math.floor(place / columns.length)].cells[place % columns.length];
    const all = rows.length * columns.length;
    switch (key) {
      case 'ArrowRight':
        return firstOn(column + 1, 1, inRow, columns.length);
      case 'ArrowLeft':
        return firstOn(column - 1, -1, inRow, columns.length);
      case 'ArrowDown':
        return firstOn(row + 1, 1, inColumn, rows.length);
      case 'ArrowUp':
        return firstOn(row - 1, -1, inColumn, rows.length);
      case 'PageDown':
        return firstOn(Math.min(row + 8, rows.length - 1), -1, inColumn, rows.length);
      case 'PageUp':
        return firstOn(Math.max(row - 8, 0), 1, inColumn, rows.length);
      case 'Home':
        return control ? firstOn(0, 1, inGrid, all) : firstOn(0, 1, inRow, columns.length);
      case 'End':
        return control ? firstOn(all - 1, -1, inGrid, all) : firstOn(columns.length - 1, -1, inRow, columns.length);
      default:
        return null;
    }
  }

  grid.addEventListener('keydown', (event) => {
    if (!isOn(event.target) || event.altKey || event.metaKey) return;
    const next = goal(event.key, event.ctrlKey, placeOf(event.target));
    if (next === null) return;
    event.preventDefault();
    if (next !== undefined) next.focus();
  });
  document.querySelector('.skip').addEventListener('click', (event) => {
    event.preventDefault();
    if (current !== undefined) current.focus();
  });

  /* Filters: what does not fit is blank; rows and columns in which nothing fits are gone. */

  function wanted(name) {
    const field = form.elements.namedItem(name);
    // Values begin with "=": the value of "no key" is empty, that of "all" too.
    return field === null || field.value === '' ? undefined : field.value.slice(1);
  }

  function filter() {
    const marks = new Set([...form.querySelectorAll('[name=mark]:checked')].map(({ value }) => value));
    const words = form.elements.namedItem('text').value.toLowerCase().split(/\s+/).filter(Boolean);
    const [file, principal, key, action] = ['file', 'principal', 'key', 'action'].map(wanted);
    const fits = (row, column, number) =>
      marks.has(data.cells[number].mark) &&
      (action === undefined || columns[column].action === action) &&
      words.every((w) => row.text.includes(w) || columns[column].text.includes(w) || cellTexts[number].includes(w));
    const used = columns.map(() => false);
    let shown = 0;
    for (const row of rows) {
      const isAsked =
        (file ?? row.file) === row.file &&
        (principal ?? row.principal) === row.principal &&
        (key ?? row.key) === row.key;
      let left = 0;
      for (const [column, cell] of row.cells.entries()) {
        if (cell.dataset.cell === undefined) continue;
        const isFit = isAsked && fits(row, column, Number(cell.dataset.cell));
        cell.classList.toggle('out', !isFit);
        if (isFit) left += 1;
        if (isFit) used[column] = true;
      }
      row.element.hidden = left === 0;
      shown += left;
    }
    hideColumns(used);
    hideBodies();
    const total = rows.reduce((sum, { cells }) => sum + cells.filter(({ dataset }) => dataset.cell).length, 0);
    document.getElementById('count').textContent = `${shown} of ${total} cells`;
    document.getElementById('empty').hidden = shown > 0;
    grid.hidden = shown === 0;
    if (!isOn(current)) makeCurrent(rows.flatMap(({ cells }) => cells).find(isOn));
  }

  function hideColumns(used) {
    for (const [column, isUsed] of used.entries()) {
      columns[column].head.hidden = !isUsed;
      for (const { cells } of rows) cells[column].hidden = !isUsed;
    }
    let place = 0;
    for (const group of grid.querySelectorAll('.group')) {
      group.dataset.span ??= String(group.colSpan);
      const size = Number(group.dataset.span);
      const left = used.slice(place, place + size).filter(Boolean).length;
      group.hidden = left === 0;
      group.colSpan = Math.max(left, 1);
      place += size;
    }
    for (const wide of grid.querySelectorAll('[scope=rowgroup]')) wide.colSpan = used.filter(Boolean).length + 1;
  }

  function hideBodies() {
    const files = new Set(rows.filter(({ element: row }) => !row.hidden).map(({ file }) => file));
    for (const body of grid.tBodies) {
      const inside = [...body.querySelectorAll('tr[data-key]')];
      body.hidden = inside.length === 0 ? !files.has(body.dataset.file) : inside.every(({ hidden }) => hidden);
    }
  }

  // A cell that gets the focus must not be under the headings.
  grid.parentElement.style.scrollPaddingTop = `${grid.tHead.offsetHeight}px`;
  grid.parentElement.style.scrollPaddingLeft = `${rows[0]?.element.cells[0].offsetWidth ?? 0}px`;
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  // The fields are reset after the event.
  form.addEventListener('reset', () => setTimeout(filter));
  form.hidden = false;
  filter();
})();
