import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { decisionRows } from './decisions.mjs';
import { durableRows } from './durable-creation.mjs';
import { familyRows } from './families.mjs';
import { rowsUnder } from './other-node.mjs';
import { operationRows, streamRow, writtenRow } from './operations.mjs';
import { loadingRows } from './loading.mjs';
import { printProfiles, profiles } from './profiles.mjs';
import { printRows } from './report.mjs';

const help = `npm run bench -- [options]

  --json           rows for programs instead of a table
  --rounds <n>     interleaved rounds of each row, 21 by default
  --only <names>   some parts only: operations, decisions, loading, durable, stream, families
  --also <node>    then the families once more under another Node.js, which npm installs into a
                   folder that goes with the run: node@24, say
  --profile        instead of comparing, tells where the time of each operation goes`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '21' },
    only: { type: 'string' },
    also: { type: 'string' },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}

if (values.profile) {
  const rows = await profiles();
  if (values.json) console.log(JSON.stringify(rows, undefined, 2));
  else printProfiles(rows);
  process.exit(0);
}

const rounds = Number(values.rounds);
const few = Math.max(3, Math.floor(rounds / 3));
const parts = {
  operations: async () => [...(await operationRows(rounds)), await writtenRow(rounds)],
  decisions: () => decisionRows(rounds),
  loading: () => loadingRows(few),
  durable: () => durableRows(few),
  stream: async () => [await streamRow(rounds)],
  families: () => familyRows(few),
};
const wanted = values.only?.split(',') ?? Object.keys(parts);
const rows = [];
for (const name of wanted) {
  const part = parts[name];
  if (part === undefined) throw new Error(`There is no part ${name}. ${help}`);
  rows.push(...(await part()));
}
if (values.also !== undefined) rows.push(...rowsUnder(values.also, ['--only', 'families', '--rounds', String(rounds)]));

if (values.json) {
  console.log(JSON.stringify(rows, undefined, 2));
} else {
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${rounds} interleaved rounds, medians\n`,
  );
  printRows(rows);
}
