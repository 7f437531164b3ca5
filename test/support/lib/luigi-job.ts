import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { JobParameter } from '../../../lib/jobs/job-parameter';
import type { LuigiJobOptions } from '../../../lib/jobs/luigi-job-props';

/** A job that is valid; say only what matters to the test. */
export function someJob(over: Partial<LuigiJobOptions> = {}): LuigiJobOptions {
  return {
    image: ContainerImage.fromRegistry(`registry.example.com/reports@sha256:${'0123456789abcdef'.repeat(4)}`),
    module: 'reports.daily',
    family: 'DailyReport',
    category: 'reports',
    parameters: { day: JobParameter.date(), region: JobParameter.choice({ values: ['eu', 'us'], defaultValue: 'eu' }), dry_run: JobParameter.flag() },
    ...over,
  };
}
