import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { endedOperations, readAuditTrail } from './audit-trail.mjs';
import { encrypt } from './encrypt.mjs';
import { mallory } from './principals.mjs';
import { Report, StepFailed } from './report.mjs';
import { sha256 } from './sha256.mjs';

const usage = `Encrypts a file with an embedded vault, and decrypts it in a second process.

npm start -- [file] [--directory <folder>] [--policies <folder>]

  file         the file to encrypt; default: package-lock.json of this repository
  --directory  a new or empty folder for the vault, which is kept; default: a temporary one, which is not
  --policies   the policies to activate; default: those of this repository

Ends with 0 if every step holds, with 1 if one does not, with 2 if called wrongly.`;

const root = fileURLToPath(new URL('../../', import.meta.url));

async function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { directory: { type: 'string' }, policies: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (positionals.length > 1) throw new Error('Give one file.');
  const file = resolve(positionals[0] ?? join(root, 'package-lock.json'));
  const directory = values.directory === undefined ? undefined : resolve(values.directory);
  if (!(await stat(file)).isFile()) throw new Error(`${file} is no file.`);
  if (directory !== undefined) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    if ((await readdir(directory)).length > 0) throw new Error(`${directory} is not empty.`);
  }
  return { help: values.help, file, directory, policies: resolve(values.policies ?? join(root, 'policies')) };
}

async function run({ file, directory, policies }, report) {
  const name = basename(file);
  const job = {
    directory,
    policies,
    file,
    sha256: await sha256(file),
    envelope: join(directory, `${name}.envelope`),
    restored: join(directory, `${name}.restored`),
    encryptionContext: { tenant: 't-17', file: name },
  };
  const calls = [];
  report.title('Chatelaine: a file encrypted with an embedded vault, and decrypted in a second process');

  report.section(`First process (${process.pid})`);
  await report.step('file taken', async (tell) => {
    const { size } = await stat(file);
    tell(`${name}, ${size.toLocaleString('en')} bytes, SHA-256 ${job.sha256.slice(0, 16)}…`);
  });
  job.keys = await encrypt(job, report, calls);

  const second = await runSecondProcess(job);
  calls.push(...second.calls);
  report.steps += second.steps;

  report.section('Audit trail');
  await checkAudit(join(directory, 'audit'), calls, report);
}

async function runSecondProcess(job) {
  const child = fork(fileURLToPath(new URL('decrypting-process.mjs', import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let answer;
  child.once('message', (message) => {
    answer = message;
  });
  child.send(job);
  // Its answer has come, or never will, when the channel is closed.
  const [[status]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  if (status !== 0 || answer === undefined) throw new StepFailed('second process');
  return answer;
}

async function checkAudit(folder, calls, report) {
  const { files, events } = await readAuditTrail(folder);
  await report.step('all calls are in it', (tell) => {
    assert.deepEqual(endedOperations(events).toSorted(), calls.toSorted(), 'It does not tell what was called.');
    tell(`${calls.length} operations and no other, in ${files} files`);
  });
  await report.step('the refusal too', (tell) => {
    const refused = events.filter(({ principal }) => principal === mallory.id);
    assert.equal(refused.length, 1);
    const [{ operation, decision }] = refused;
    assert.equal(decision.effect, 'deny');
    tell(`${operation} by ${mallory.id}, by the rule ${decision.rule}`);
  });
}

async function main() {
  let given;
  try {
    given = await readArguments();
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (given.help) {
    console.log(usage);
    return 0;
  }
  const directory = given.directory ?? (await mkdtemp(join(tmpdir(), 'chatelaine-')));
  const report = new Report();
  try {
    await run({ ...given, directory }, report);
    report.end(`All ${report.steps} steps hold.`);
    return 0;
  } catch (error) {
    if (!(error instanceof StepFailed)) console.error(error);
    report.end('A step does not hold.');
    return 1;
  } finally {
    if (given.directory === undefined) await rm(directory, { recursive: true, force: true });
  }
}

process.exitCode = await main();
