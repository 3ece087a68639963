import type { OperationDeclaration, OperationName } from '@chatelaine/core';
import type { Implementation } from './implementation.ts';
import type { Validator } from './validation.ts';

/** An operation as the pipeline runs it: its declaration, its validator and its function, put together when the vault opens. */
export interface BoundOperation {
  readonly name: OperationName;
  readonly declaration: OperationDeclaration;
  readonly validator: Validator;
  readonly implementation: Implementation;
}
