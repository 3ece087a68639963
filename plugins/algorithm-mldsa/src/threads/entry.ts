import { parentPort, workerData } from 'node:worker_threads';
import { SigningThread } from './signing-thread.ts';
import { buffersOf } from './buffers.ts';
import type { Reply, Request, Task, ThreadData } from './tasks.ts';

/** The program of a thread. One request is finished before the next one begins. */
const { primitive } = workerData as ThreadData;
const thread = new SigningThread(primitive);
let last = Promise.resolve();

parentPort?.on('message', (request: Request) => {
  last = last.then(() => ('task' in request ? answer(request.id, request.task) : thread.forget(request.forget)));
});

async function answer(id: number, task: Task): Promise<void> {
  try {
    const output = await thread.run(task);
    send({ id, output }, typeof output === 'boolean' ? [] : 'secretKey' in output ? Object.values(output) : [output]);
  } catch (error) {
    send({ id, problem: error instanceof Error ? error.message : String(error) }, []);
  }
}

function send(reply: Reply, given: readonly Uint8Array[]): void {
  parentPort?.postMessage(reply, buffersOf(given));
}
