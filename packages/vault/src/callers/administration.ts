import type { AdministrationOperations, OperationTypes } from '@chatelaine/core';
import { host } from '../pipeline/call.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';

/** The operations of the host. */
export function administrationOf(pipeline: Pipeline): AdministrationOperations {
  type Answer<Name extends keyof AdministrationOperations> = OperationTypes[Name]['response'];
  return Object.freeze({
    activatePolicy: async (request) =>
      (await pipeline.run('activatePolicy', host, request)) as Answer<'activatePolicy'>,
    verifyStore: async (request) => (await pipeline.run('verifyStore', host, request)) as Answer<'verifyStore'>,
    rotateBarrierKey: async (request) =>
      (await pipeline.run('rotateBarrierKey', host, request)) as Answer<'rotateBarrierKey'>,
    rotateRootKey: async (request) => (await pipeline.run('rotateRootKey', host, request)) as Answer<'rotateRootKey'>,
    listDestroyedKeys: async (request) =>
      (await pipeline.run('listDestroyedKeys', host, request)) as Answer<'listDestroyedKeys'>,
    runDueJobs: async (request) => (await pipeline.run('runDueJobs', host, request)) as Answer<'runDueJobs'>,
  } satisfies AdministrationOperations);
}
