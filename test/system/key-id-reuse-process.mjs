// Chance comes up with the id of a key again: while it waits for its deletion, and when it is destroyed. In a process of its
// own, because vault.reseed() changes what becomes of random bytes in the whole of one.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const { randomUUID } = crypto;
let chance;
crypto.randomUUID = () => chance ?? randomUUID();
syncBuiltinESMExports();

const { openTestVault } = await import('@chatelaine/conformance');

let elapsed = 0;
const clock = { now: () => Date.UTC(2026, 0, 1) + elapsed, monotonic: () => elapsed };
const vault = await openTestVault({ clock, jobs: 'manual' });
const kms = vault.as({ id: 'user:alice' });
const codeOf = (promise) =>
  promise.then(
    () => 'success',
    ({ code }) => String(code),
  );

const { keyId } = await kms.createKey();
const createAgain = async () => {
  chance = keyId;
  const code = await codeOf(kms.createKey());
  chance = undefined;
  return code;
};
await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
elapsed = 7 * 86_400_000;
const waiting = await createAgain();
const { jobs } = await vault.administration.runDueJobs();
const destroyed = await createAgain();
const described = await codeOf(kms.describeKey({ keyId }));
const other = await kms.createKey();
await vault.close();
console.log(
  JSON.stringify({
    waiting,
    jobs: jobs.map((job) => ({ isOfKey: job.keyId === keyId, outcome: job.outcome })),
    destroyed,
    described,
    isOther: other.keyId !== keyId,
  }),
);
