import 'server-only';
import type { z } from 'zod';
import type { Result } from '@/lib/core/result';
import type { Caller } from '@/lib/identity';
import { currentCaller } from '@/lib/identity/next';
import type { Command } from './define-command';
import { type Executed, execute, toFailure } from './execute';

/** A command as a server action: the caller is whoever the request's cookie says. */
export function toAction<Schema extends z.ZodType, Output extends object>(
  command: Command<Schema, Output>,
): (input: unknown) => Promise<Result<Executed<Output>>> {
  return async (input) => {
    let caller: Caller;
    try {
      caller = await currentCaller({ method: 'POST', path: `action:${command.name}` });
    } catch (error) {
      return toFailure(error, null);
    }
    return execute(command, caller, input);
  };
}
