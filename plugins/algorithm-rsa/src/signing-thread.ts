import type { KeyObject } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { VaultError } from '@chatelaine/core';
import { servePrivateOperations, type PrivateOperation, type PrivateOperationAnswer } from './private-operations.ts';

interface Waiting {
  readonly resolve: (signature: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The program of a thread, as text: a file would have another name in the sources than in what is built of them,
 * and none in a bundle.
 */
const program = `(${servePrivateOperations.toString()})(require('node:worker_threads').parentPort, require('node:crypto'))`;

/** One thread. It keeps the process alive only while it has something to do. */
export class SigningThread {
  readonly #worker: Worker = new Worker(program, { eval: true, execArgv: [], env: {}, name: 'chatelaine-rsa' });
  /** Who waits for an answer. Answers come in the order of the questions. */
  readonly #waiting: Waiting[] = [];
  #stopping = false;
  #ended = false;

  constructor() {
    this.#worker.unref();
    this.#worker.on('message', (answer: PrivateOperationAnswer) => this.#answer(answer));
    // An error is followed by the exit.
    this.#worker.on('error', () => undefined);
    this.#worker.on('exit', () =>
      this.#end(new VaultError('Internal', 'The thread that signs digests ended before it answered.')),
    );
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** True once it answers no more. */
  get ended(): boolean {
    return this.#ended;
  }

  run(block: Uint8Array, key: KeyObject): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const question: PrivateOperation = { block, key };
      this.#worker.postMessage(question, []);
      this.#waiting.push({ resolve, reject });
      this.#worker.ref();
    });
  }

  /** Ends it, after what it is doing. */
  stop(): void {
    this.#stopping = true;
    this.#rest();
  }

  #answer({ signature, error }: PrivateOperationAnswer): void {
    const waiting = this.#waiting.shift();
    if (signature === undefined)
      waiting?.reject(new VaultError('Internal', 'The private operation of RSA failed.', { cause: error }));
    else waiting?.resolve(new Uint8Array(signature));
    this.#rest();
  }

  #rest(): void {
    if (this.#waiting.length > 0) return;
    this.#worker.unref();
    if (this.#stopping) void this.#worker.terminate();
  }

  #end(error: Error): void {
    this.#ended = true;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
