import { BATCH_POINTS, type BatchInSight, type BatchPoint } from '../../../../support/wire/batch-points.js';
import type { Verdict } from '../../../../support/wire/proxied-connection.js';
import type { Fault, Stage } from './stage.js';

/** Answers between two kills at a moment of chance. */
const MOST_ANSWERS = 120;

/** Enough callers in one boat that one of them would be answered wrongly. */
const isShared = ({ accountIds }: BatchInSight) => new Set(accountIds).size > 2;

function crashAt(point: BatchPoint): Fault {
  const name = `crash ${point}`;
  return {
    name,
    strike: async (stage: Stage) => {
      const service = stage.anyService();
      const struck = service.proxy.strikeAt(
        point,
        () => {
          service.kill();
          return 'cut';
        },
        isShared,
      );
      await stage.must(`a batch is ${point}`, struck);
      stage.strikes.count(name);
      await stage.client.resting(service.startAgain());
    },
  };
}

function cutAt(point: BatchPoint, how: Verdict, name = `connection cut ${point}`): Fault {
  return {
    name,
    strike: async (stage: Stage) => {
      const struck = stage.anyService().proxy.strikeAt(point, () => how, isShared);
      await stage.must(`a batch is ${point}`, struck);
      stage.strikes.count(name);
    },
  };
}

const ANY_MOMENT = 'crash at any moment';
const crashAtAnyMoment: Fault = {
  name: ANY_MOMENT,
  strike: async (stage: Stage) => {
    const service = stage.anyService();
    await stage.client.answers([service.url], stage.random.between(1, MOST_ANSWERS));
    service.kill();
    stage.strikes.count(ANY_MOMENT);
    await stage.client.resting(service.startAgain());
  },
};

const cutBeforeALateCommit = cutAt(
  'at COMMIT, before the server has it',
  'cut, and the server gets it later',
  'connection cut at COMMIT, which the server gets later',
);
/** Where a batch may or may not have taken effect; cuts cost little time, so these strike more often. */
const CUTS_IN_DOUBT = [
  ...BATCH_POINTS.filter((point) => point.startsWith('at COMMIT')).map((point) => cutAt(point, 'cut')),
  cutBeforeALateCommit,
];

/** kill -9 and lost connections: at each point of a batch, and kills at moments of chance. */
export const CRASHES_AND_CUTS: readonly Fault[] = [
  ...BATCH_POINTS.map(crashAt),
  ...Array.from({ length: 6 }, () => crashAtAnyMoment),
  ...BATCH_POINTS.filter((point) => !point.startsWith('at COMMIT')).map((point) => cutAt(point, 'cut')),
  ...Array.from({ length: 4 }, () => CUTS_IN_DOUBT).flat(),
];
