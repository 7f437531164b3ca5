/** Name of the container with the user's image. */
export const JOB_CONTAINER = 'job';

/** How names of its log streams begin; what comes behind is the ECS task's id. */
export const JOB_STREAM_PREFIX = `${JOB_CONTAINER}/${JOB_CONTAINER}/`;
