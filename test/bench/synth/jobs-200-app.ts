import { jobs } from './jobs';

/** 200 jobs. */
export const build = jobs(200);
