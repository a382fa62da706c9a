import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { CurveChart } from '../../charts/curve-chart.tsx';
import { type Curve, smoothed } from '../../charts/curves.ts';
import { Card } from '../../components/page.tsx';
import type { Curves } from '../../state/home.ts';
import type { ShownStage } from './stages.ts';

/** The loss and learning rate of one stage, live. */
export function LearningCurves({ curves, stage }: { readonly curves: Curves; readonly stage: ShownStage | null }) {
  const { t } = useTranslation('build');
  const loss = stage === null ? undefined : curves[`${stage}-loss`];
  const heldOut = stage === null ? undefined : curves[`${stage}-held-out-loss`];
  const rate = stage === null ? undefined : curves[`${stage}-learning-rate`];
  const losses = useMemo((): readonly Curve[] => {
    const shown: Curve[] = [];
    if (loss !== undefined) {
      shown.push({ name: t('curve.each'), points: loss, colour: 1, faint: true });
      shown.push({ name: t('curve.mean'), points: smoothed(loss), colour: 1 });
    }
    if (heldOut !== undefined) shown.push({ name: t('curve.heldOut'), points: heldOut, colour: 2 });
    return shown;
  }, [loss, heldOut, t]);
  const rates = useMemo(
    (): readonly Curve[] => (rate === undefined ? [] : [{ name: t('curve.rate'), points: rate, colour: 3 }]),
    [rate, t],
  );
  if (stage === null || (losses.length === 0 && rates.length === 0)) return null;
  return (
    <Card>
      {losses.length > 0 && <CurveChart title={t('curve.loss')} curves={losses} height={220} />}
      {rates.length > 0 && (
        <CurveChart
          title={t('curve.rate')}
          curves={rates}
          height={110}
          format={(value) => (value === 0 ? '0' : value.toExponential(0))}
        />
      )}
    </Card>
  );
}
