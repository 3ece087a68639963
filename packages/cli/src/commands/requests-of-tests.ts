import type { AuthorizationRequest } from '@chatelaine/core';
import { keylessActions } from '@chatelaine/core';
import { readPolicySuite, TestWorld } from '@chatelaine/policy/testing';
import { statSync } from 'node:fs';

/** Every request of the principals, keys and contexts that tests below these folders name; a file has no tests. */
export function requestsOfTests(paths: readonly string[]): (action: string) => Iterable<AuthorizationRequest> {
  let worlds: readonly TestWorld[] | undefined;
  return function* requests(action) {
    worlds ??= paths.flatMap(worldsOf);
    for (const world of worlds) {
      const keys = keylessActions.includes(action) ? [undefined] : world.keys;
      for (const who of world.principals) {
        for (const key of keys) {
          for (const context of [undefined, ...world.contexts]) yield world.request({ who, action, key, context });
        }
      }
    }
  };
}

function worldsOf(path: string): readonly TestWorld[] {
  if (!statSync(path).isDirectory()) return [];
  return readPolicySuite(path).files.map(({ tests }) => new TestWorld(tests));
}
