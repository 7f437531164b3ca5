import type { FamilyScope } from '../access/family-scope';
import { unhurriedly } from './breathe';
import type { Collage } from './collage';
import { oneAtATime } from './gate';
import { parseSlice, spansOf } from './json-bytes';
import { familyOfTask, hasOnlyOwnMembers, ownMembers, type SerialisedTask } from './serialised-task';

/** Where one task of an answer lies. */
interface Entry {
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
  /** Position of its family among the index's families. */
  readonly family: number;
  /** Whether it holds nothing but its own affairs, so that it can be passed on as it is. */
  readonly plain: boolean;
}

/** Where the tasks of an answer lie, and of what family each is: found out once, however many scopes are cut from it. */
export class TaskIndex {
  /** How many tasks each family has; counted when somebody asks. */
  private counts: Uint32Array | undefined;

  /** @param total how many tasks there are, also of no family that can be read */
  private constructor(
    private readonly answer: Buffer, private readonly families: readonly string[], private readonly entries: readonly Entry[], readonly total: number,
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
    const index = oneAtATime.pass(() => TaskIndex.make(answer, at));
    known.set(at, index);
    // The next who asks tries anew: an answer may be kept for long
    index.catch(() => known.delete(at));
    return index;
  }

  private static async make(answer: Buffer, at: number): Promise<TaskIndex> {
    const families = new Map<string, number>();
    const entries: Entry[] = [];
    let total = 0;
    for await (const { start, valueStart, end } of unhurriedly(spansOf(answer, at))) {
      total += 1;
      const task = parsed(answer, valueStart, end);
      const name = familyOfTask(task);
      if (name === undefined) continue;
      let family = families.get(name);
      if (family === undefined) families.set(name, family = families.size);
      entries.push({ start, valueStart, end, family, plain: hasOnlyOwnMembers(task as SerialisedTask) });
    }
    return new TaskIndex(answer, [...families.keys()], entries, total);
  }

  /** How many tasks the scope holds. */
  countVisible(scope: FamilyScope): number {
    const counts = this.counts ??= countsOf(this.families.length, this.entries);
    return this.families.reduce((sum, family, at) => sum + (scope.includes(family) ? counts[at]! : 0), 0);
  }

  /** Copies the object with only the tasks that the scope holds; answers how many. */
  copyVisible(scope: FamilyScope, collage: Collage): number {
    const visible = this.families.map((family) => scope.includes(family));
    let count = 0;
    collage.text('{');
    for (const { start, valueStart, end, family, plain } of this.entries) {
      if (!visible[family]) continue;
      if (count > 0) collage.text(', ');
      count += 1;
      if (plain) {
        collage.copy(start, end);
        continue;
      }
      collage.copy(start, valueStart);
      collage.text(JSON.stringify(ownMembers(parseSlice(this.answer, valueStart, end) as SerialisedTask)));
    }
    collage.text('}');
    return count;
  }
}

function countsOf(families: number, entries: readonly Entry[]): Uint32Array {
  const counts = new Uint32Array(families);
  for (const { family } of entries) counts[family]! += 1;
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
