import type { LuigiCall } from '../../luigi/calls/call';
import type { Subject } from '../enforcement/deliberation';

/** What a call is about, for the record: identifiers only, no parameter values, no messages. */
export function subjectOf({ method, args }: LuigiCall): Subject {
  const text = (name: string): string | undefined => (typeof args[name] === 'string' ? args[name] : undefined);
  return {
    action: method.kind === 'worker' ? 'work' : method.kind,
    change: method.change,
    method: method.name,
    taskId: text('task_id') ?? text('task'),
    worker: text('worker'),
    resource: text('resource'),
    // A worker says itself which family its task has, and is trusted to; of others' calls the family is asked from luigid.
    ...(method.kind === 'worker' ? { family: text('family') ?? text('task_family') } : {}),
  };
}
