import {
  actions,
  type AuthorizationRequest,
  type Decision,
  definePlugin,
  pluginApiVersion,
  type Policy,
  type VaultPlugin,
} from '@chatelaine/core';
import { closedOptions } from './closed-options.ts';

/** Decides a request: a decision, or just whether it is allowed. */
export type Decide = (request: AuthorizationRequest) => boolean | Decision | Promise<Decision>;

export interface TestAuthorizerOptions {
  readonly decide: Decide;
}

function decisionOf(answer: boolean | Decision): Decision {
  if (typeof answer !== 'boolean') return answer;
  return answer
    ? { effect: 'allow', kind: 'explicit', rule: 'test/allow', reason: 'The test allows it.' }
    : { effect: 'deny', kind: 'default', reason: 'The test does not allow it.' };
}

function policyOf(decide: Decide): Policy {
  const answer = (request: AuthorizationRequest): Decision | Promise<Decision> => {
    const decided = decide(request);
    return decided instanceof Promise ? decided : decisionOf(decided);
  };
  return {
    decide: answer,
    async gains({ before, after, ...rest }) {
      const gained: string[] = [];
      for (const action of actions) {
        const request = { ...rest, action, asked: undefined, encryptionContext: undefined, facts: undefined };
        const [had, has] = [await answer({ ...request, key: before }), await answer({ ...request, key: after })];
        if (had.effect === 'deny' && has.effect === 'allow') gained.push(action);
      }
      return gained;
    },
  };
}

/** Registers the authorizer `test`: a function decides. It is its own policy and follows no bundle. */
export function testAuthorizer(): VaultPlugin<{ authorizer: { test: TestAuthorizerOptions } }> {
  return definePlugin<{ authorizer: { test: TestAuthorizerOptions } }>({
    name: '@chatelaine/conformance/test-authorizer',
    apiVersion: pluginApiVersion,
    setup: (host) => {
      host.authorizer('test', {
        options: closedOptions<TestAuthorizerOptions>(['decide']),
        open: ({ decide }) => ({ policy: policyOf(decide), compile: () => policyOf(decide) }),
      });
    },
  });
}
