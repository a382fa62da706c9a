import type { Input, Method, Output } from './contract.ts';
import type { Emit, Host } from './host.ts';

/** What a method gets besides its input. */
export interface CallContext {
  readonly host: Host;
  readonly signal: AbortSignal | undefined;
  readonly emit: Emit;
}

/** The implementation of some of the contract's methods; together they are all of them. */
export type Methods<Names extends Method> = {
  readonly [M in Names]: (input: Input<M>, context: CallContext) => Output<M> | Promise<Output<M>>;
};
