export {
  type Command,
  type CommandContext,
  type CommandEvent,
  defineCommand,
  type Outcome,
  type Touched,
} from './define-command';
export { type EventReference, type Executed, execute, run } from './execute';
export { flushRefusals } from './refusals';
