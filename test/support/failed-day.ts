import { LUIGI_ENDED, SamplePipeline, taskOf } from '../../local/sample-pipeline/pipeline';
import type { TestService } from './service';

/** The sample pipeline after a day on which one shop's file was bad: some tasks are done, one is disabled, the rest wait. */
export interface FailedDay {
  readonly pipeline: SamplePipeline;
  readonly day: string;
  /** The report that everything leads to; waits. */
  readonly report: string;
  /** What failed, once, and so is disabled. */
  readonly broken: string;
}

/** Runs the sample pipeline through the worker lane, with its failure. */
export async function runFailedDay(running: TestService, day = '2026-11-20'): Promise<FailedDay> {
  const pipeline = new SamplePipeline(running.service);
  await pipeline.deliver(day, 'spoiled');
  const ended = await pipeline.work(day);
  if (ended !== LUIGI_ENDED.taskFailed) throw new Error(`the pipeline ended with ${ended}, expected ${LUIGI_ENDED.taskFailed} (log: ${pipeline.log})`);
  const tasks = await running.luigid('task_list');
  const report = taskOf(tasks, 'report.DailyReport', day);
  const broken = Object.entries(tasks as Record<string, { status: string }>).find(([, task]) => task.status === 'DISABLED')?.[0];
  if (report === undefined || broken === undefined) throw new Error('the scheduler knows no report or no disabled task, expected both after a failed day');
  return { pipeline, day, report, broken };
}
