import type { FindKeysByTagsResponse } from '@chatelaine/core';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import type { WantedTag } from '../pipeline/tag-parameters.ts';
import { pageOfKeys } from './key-list.ts';
import type { PageRequest } from './page.ts';
import { resolveNothing } from './resolve-nothing.ts';

interface Request extends PageRequest {
  readonly tags: readonly WantedTag[];
}

export const findKeysByTags: Implementation = implement<Request, FindKeysByTagsResponse>({
  resolve: resolveNothing,
  run: (call, _resolved, services) => pageOfKeys(call, { tags: call.request.tags }, services),
});
