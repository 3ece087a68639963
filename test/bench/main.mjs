import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { decisionRows } from './decisions.mjs';
import { durableRows } from './durable-creation.mjs';
import { operationRows, streamRow, writtenRow } from './operations.mjs';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '21' } },
});
const rounds = Number(values.rounds);
const rows = [
  ...(await operationRows(rounds)),
  await writtenRow(rounds),
  ...(await decisionRows(rounds)),
  ...(await durableRows(Math.max(3, Math.floor(rounds / 3)))),
  await streamRow(rounds),
];

if (values.json) {
  console.log(JSON.stringify(rows, undefined, 2));
} else {
  const cell = (value, width) => String(value).padStart(width);
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${rounds} interleaved rounds, medians\n`,
  );
  console.log(
    `${'operation'.padEnd(50)}${cell('ours µs', 10)}${cell('bare µs', 10)}${cell('ratio', 8)}${cell('at most', 9)}`,
  );
  for (const { name, ratio, limit, medianMicroseconds, bareMicroseconds } of rows) {
    const target = limit === undefined ? '' : limit.toFixed(2);
    console.log(
      name.padEnd(50) +
        cell(medianMicroseconds.toFixed(2), 10) +
        cell(bareMicroseconds.toFixed(2), 10) +
        cell(ratio.toFixed(2), 8) +
        cell(target, 9),
    );
  }
  console.log(
    '\nDecisions are measured against one look-up in a Map; their limit is a time: 1 µs at 10,000 rules of 50 principals.',
  );
}
