import type { AuthorizationRequest } from '@chatelaine/core';
import { keylessActions } from '@chatelaine/core';
import { readPolicySuite, TestWorld } from '@chatelaine/policy/testing';
import { statSync } from 'node:fs';
import { type PolicyFolder, reading } from './policy-folder.ts';

/** Every request of the principals, keys and contexts that tests below these folders name; a file has no tests. */
export function requestsOfTests(places: readonly PolicyFolder[]): (action: string) => Iterable<AuthorizationRequest> {
  let worlds: readonly TestWorld[] | undefined;
  return function* requests(action) {
    worlds ??= places.flatMap(worldsOf);
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

function worldsOf(place: PolicyFolder): readonly TestWorld[] {
  if (!statSync(place.path).isDirectory()) return [];
  return reading(place, () => readPolicySuite(place.path)).files.map(({ tests }) => new TestWorld(tests));
}
