import { type CallerOperationName, operations } from '@chatelaine/core';
import type { Identity } from '../pipeline/call.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';

/** The operations of one principal. The methods come from the operation table; `CallerOperations` types them. */
export class Caller {
  readonly #pipeline: Pipeline;
  readonly #identity: Identity;

  static {
    for (const [name, { effect }] of Object.entries(operations)) {
      if (effect === 'administration' || effect === 'job') continue;
      Object.defineProperty(this.prototype, name, {
        // Without `async`, which would wrap the promise of the pipeline in one more.
        value(this: Caller, request: unknown): Promise<object> {
          try {
            return Promise.resolve(this.#pipeline.run(name as CallerOperationName, this.#identity, request));
          } catch (error) {
            return rejected(error);
          }
        },
      });
    }
  }

  constructor(pipeline: Pipeline, identity: Identity) {
    this.#pipeline = pipeline;
    this.#identity = identity;
  }
}

async function rejected(error: unknown): Promise<never> {
  throw error;
}
