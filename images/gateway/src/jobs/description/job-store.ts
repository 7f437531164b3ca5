import { DocumentStore, type DocumentStoreProps } from '../../documents/document-store';
import type { DocumentsHealth } from '../../documents/documents-health';
import type { Job } from './job';
import { parseJob } from './parse-job';

/** The jobs that there are. */
export interface JobCatalogue {
  /**
   * By name, sorted.
   * @throws Problem 503 `jobs-unavailable` where none were ever loaded or the last good ones are too old
   */
  readonly jobs: ReadonlyMap<string, Job>;
}

/** The jobs' documents, read again and again. An invalid one is no job. */
export class JobStore implements JobCatalogue {
  private readonly documents;

  constructor(props: DocumentStoreProps) {
    this.documents = new DocumentStore({
      name: 'job', plural: 'jobs', title: 'job', parse: parseJob,
      assemble: byName,
    }, props);
  }

  start(): Promise<void> {
    return this.documents.start();
  }

  get jobs(): ReadonlyMap<string, Job> {
    return this.documents.whole;
  }

  get health(): DocumentsHealth {
    return this.documents.health;
  }

  close(): void {
    this.documents.close();
  }
}

function byName(jobs: readonly Job[]): ReadonlyMap<string, Job> {
  return new Map([...jobs].sort((a, b) => (a.name < b.name ? -1 : 1)).map((job) => [job.name, job]));
}
