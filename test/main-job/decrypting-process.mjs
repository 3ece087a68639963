import { once } from 'node:events';
import { decrypt } from './decrypt.mjs';
import { Report, StepFailed } from './report.mjs';

// The second process of the main job: it is sent the job, and answers what it did. Ends with 1 if a step does not hold.
const [job] = await once(process, 'message');
const report = new Report();
const calls = [];
try {
  report.section(`Second process (${process.pid})`);
  await decrypt(job, report, calls);
  process.send({ steps: report.steps, calls }, () => process.disconnect());
} catch (error) {
  if (!(error instanceof StepFailed)) console.error(error);
  process.exitCode = 1;
  process.disconnect();
}
