/** Memory in MiB that Fargate takes. */
export interface FargateMemory {
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

/**
 * Memory by shares of processors, from half a processor on. A quarter takes 512, 1024 and 2048 MiB.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
export const FARGATE_MEMORY: ReadonlyMap<number, FargateMemory> = new Map([
  [512, { least: 1024, most: 4096, step: 1024 }],
  [1024, { least: 2048, most: 8192, step: 1024 }],
  [2048, { least: 4096, most: 16_384, step: 1024 }],
  [4096, { least: 8192, most: 30_720, step: 1024 }],
  [8192, { least: 16_384, most: 61_440, step: 4096 }],
  [16_384, { least: 32_768, most: 122_880, step: 8192 }],
]);
