import type { ListKeysResponse } from '@chatelaine/core';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { type KeyFilter, pageOfKeys } from './key-list.ts';
import type { PageRequest } from './page.ts';
import { resolveNothing } from './resolve-nothing.ts';

export const listKeys: Implementation = implement<PageRequest & KeyFilter, ListKeysResponse>({
  resolve: resolveNothing,
  run: (call, _resolved, services) => pageOfKeys(call, call.request, services),
});
