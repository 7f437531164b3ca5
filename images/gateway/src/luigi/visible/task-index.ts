import type { FamilyScope } from '../../access/family-scope';
import { growBeside } from '../shared/answer-weight';
import { unhurriedly } from './breathe';
import type { Collage } from './collage';
import { parseSlice, spansOf } from './json-bytes';
import { oneAtATime } from './one-at-a-time';
import { familyOfTask, hasOnlyOwnMembers, ownMembers, type SerialisedTask } from './serialised-task';

/** Numbers of each task: where it starts, where its value does, where it ends, its family. */
const EACH = 4;
const FIRST_ROOM = 64;
/** An answer's index beside its numbers, and each family beside its name. */
const [INDEX_BYTES, FAMILY_BYTES] = [512, 64];

/** Where the tasks of an answer lie, and of what family each is: found out once, however many scopes are cut from it, and held as long as it. */
export class TaskIndex {
  /** How many tasks each family has; counted when somebody asks. */
  private counts: Uint32Array | undefined;

  /**
   * @param entries of tasks that have a family. Numbers, not objects: an answer may have a hundred thousand tasks, for each of which an object
   * takes as much as a short task itself
   * @param total how many tasks there are, also of no family that can be read
   */
  private constructor(
    private readonly answer: Buffer, private readonly families: readonly string[], private readonly entries: Int32Array, readonly total: number,
  ) {}

  /**
   * The index of the object of tasks that opens at `at`: made once for each answer.
   * @throws Problem 503 `scheduler-busy` where too many answers are gone through before it; SyntaxError
   */
  static of(answer: Buffer, at: number): Promise<TaskIndex> {
    const known = indexes.get(answer) ?? new Map<number, Promise<TaskIndex>>();
    indexes.set(answer, known);
    const earlier = known.get(at);
    if (earlier !== undefined) return earlier;
    const index = oneAtATime(() => TaskIndex.make(answer, at));
    known.set(at, index);
    // The next who asks tries anew: an answer may be kept for long
    index.then(({ weight }) => growBeside(answer, weight), () => known.delete(at));
    return index;
  }

  private static async make(answer: Buffer, at: number): Promise<TaskIndex> {
    const families = new Map<string, number>();
    let entries = new Int32Array(FIRST_ROOM * EACH);
    let used = 0;
    let total = 0;
    for await (const { start, valueStart, end } of unhurriedly(spansOf(answer, at))) {
      total += 1;
      const task = parsed(answer, valueStart, end);
      const name = familyOfTask(task);
      if (name === undefined) continue;
      let family = families.get(name);
      if (family === undefined) families.set(name, family = families.size);
      if (used === entries.length) {
        const more = new Int32Array(2 * entries.length);
        more.set(entries);
        entries = more;
      }
      // A task that holds nothing but its own affairs can be passed on as it is: its family's number is even
      entries.set([start, valueStart, end, 2 * family + (hasOnlyOwnMembers(task as SerialisedTask) ? 0 : 1)], used);
      used += EACH;
    }
    return new TaskIndex(answer, [...families.keys()], entries.slice(0, used), total);
  }

  /** Bytes that it holds beside the answer's. */
  get weight(): number {
    return this.entries.byteLength + this.families.reduce((sum, family) => sum + 2 * family.length + FAMILY_BYTES, INDEX_BYTES);
  }

  /** How many tasks the scope holds. */
  countVisible(scope: FamilyScope): number {
    const counts = this.counts ??= countsOf(this.families.length, this.entries);
    return this.families.reduce((sum, family, at) => sum + (scope.includes(family) ? counts[at]! : 0), 0);
  }

  /** Copies the object with only the tasks that the scope holds; answers how many. */
  copyVisible(scope: FamilyScope, collage: Collage): number {
    const { answer, entries } = this;
    const visible = this.families.map((family) => scope.includes(family));
    let count = 0;
    collage.text('{');
    for (let at = 0; at < entries.length; at += EACH) {
      const kind = entries[at + 3]!;
      if (!visible[kind >> 1]) continue;
      if (count > 0) collage.text(', ');
      count += 1;
      const [start, valueStart, end] = [entries[at]!, entries[at + 1]!, entries[at + 2]!];
      if (kind % 2 === 0) {
        collage.copy(start, end);
        continue;
      }
      collage.copy(start, valueStart);
      collage.text(JSON.stringify(ownMembers(parseSlice(answer, valueStart, end) as SerialisedTask)));
    }
    collage.text('}');
    return count;
  }
}

function countsOf(families: number, entries: Int32Array): Uint32Array {
  const counts = new Uint32Array(families);
  for (let at = 3; at < entries.length; at += EACH) counts[entries[at]! >> 1]! += 1;
  return counts;
}

const indexes = new WeakMap<Buffer, Map<number, Promise<TaskIndex>>>();

/** Python writes NaN and Infinity, which are not JSON: a task that holds one is shown to nobody who does not see all. */
function parsed(answer: Buffer, start: number, end: number): unknown {
  try {
    return parseSlice(answer, start, end);
  } catch {
    return undefined;
  }
}
