import { jobs } from './jobs';

/** 100 jobs. */
export const build = jobs(100);
