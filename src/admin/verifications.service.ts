import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { auditBooks } from '../audit/audit-books.js';
import { AuditCanceled } from '../audit/book-auditor.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { isDatabaseUnavailable } from '../database/errors/postgres-errors.js';
import { DomainError, refuse } from '../domain/problems/problems.js';
import type { Verification } from './verification.js';

/** Jobs that are remembered, the running one among them. */
const KEPT = 16;

interface Running {
  readonly job: Verification;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Audits of the books that run in the background, one at a time. */
@Injectable()
export class Verifications implements OnModuleDestroy {
  private readonly logger = new Logger(Verifications.name);
  /** Oldest first. */
  private readonly jobs = new Map<string, Verification>();
  private running: Running | null = null;
  private stopped = false;

  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {}

  /** The running job, or a new one. */
  start(): Verification {
    if (this.running) return this.running.job;
    if (this.stopped) throw new DomainError(refuse('shutting_down', 'The service is shutting down'));
    const job: Verification = {
      jobId: `ver_${randomUUID().replaceAll('-', '')}`,
      state: 'running',
      startedAt: new Date(),
      finishedAt: null,
      progress: null,
      report: null,
      error: null,
    };
    this.keep(job);
    const stop = new AbortController();
    this.running = { job, stop, ended: this.run(job, stop.signal) };
    return job;
  }

  /** Throws `verification_not_found`. */
  get(jobId: string): Verification {
    const job = this.jobs.get(jobId);
    if (job) return job;
    throw new DomainError(
      refuse('verification_not_found', 'Verification not found: this process has none with this id', {
        job_id: jobId,
      }),
    );
  }

  /** Ends the job if it runs; one that has ended stays as it is. */
  async cancel(jobId: string): Promise<Verification> {
    const job = this.get(jobId);
    if (this.running?.job === job) {
      this.running.stop.abort();
      await this.running.ended;
    }
    return job;
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    this.running?.stop.abort();
    await this.running?.ended;
  }

  private async run(job: Verification, signal: AbortSignal): Promise<void> {
    try {
      const onProgress = (progress: Verification['progress']) => void (job.progress = progress);
      job.report = await auditBooks(this.config.database, { signal, onProgress });
      job.state = job.report.wrong === 0 ? 'verified' : 'faults_found';
      if (job.state === 'faults_found') this.tellOfFaults(job);
    } catch (error) {
      job.state = error instanceof AuditCanceled ? 'canceled' : 'failed';
      if (job.state === 'failed') this.explain(job, error);
    } finally {
      job.finishedAt = new Date();
      this.running = null;
    }
  }

  private tellOfFaults({ jobId, report }: Verification): void {
    const laws = report?.results.filter(({ wrong }) => wrong > 0).map(({ law }) => law.name) ?? [];
    this.logger.error(`Verification ${jobId} found that the books break ${laws.join(', ')}.`);
  }

  /** The caller reads whether it was the database; the log has the rest. */
  private explain(job: Verification, error: unknown): void {
    job.error = isDatabaseUnavailable(error)
      ? 'The connection to the database was lost: start another verification.'
      : 'Something unexpected failed: the log of the service has it under this job_id.';
    this.logger.error({ job_id: job.jobId, err: error }, `Verification ${job.jobId} failed.`);
  }

  private keep(job: Verification): void {
    this.jobs.set(job.jobId, job);
    for (const oldest of this.jobs.keys()) {
      if (this.jobs.size <= KEPT) return;
      this.jobs.delete(oldest);
    }
  }
}
