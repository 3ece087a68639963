import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { AuditFolder } from '../src/audit-folder.ts';
import { createFile } from '../src/append-file.ts';
import { JsonlSink } from '../src/jsonl-sink.ts';
import { events } from './events.ts';

/** `writing-program <folder> <process> <events a batch> <batches>`: tells the last sequence after each batch. */
const [folder = '', name = '', size = '1', batches = '1'] = process.argv.slice(2);
const sink = new JsonlSink(new AuditFolder(folder, createFile));
const count = Number(size);
for (let batch = 0; batch < Number(batches); batch++) {
  const given = events(batch * count + 1, (batch + 1) * count, { process: name, principal: `user:${'p'.repeat(100)}` });
  const answer = await sink.write(given).then(
    () => (batch + 1) * count,
    (error: unknown) => inspect(error).split('\n', 1).join(''),
  );
  writeSync(1, `${answer}\n`);
}
await sink.close();
