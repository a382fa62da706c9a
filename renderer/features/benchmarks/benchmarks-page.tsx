import { useRoute } from '../../state/use-app.ts';
import { ComparePage } from './compare-page.tsx';
import { PreparedPage } from './prepared-page.tsx';
import { RatedPage } from './rated-page.tsx';
import { ReviewPage } from './review-page.tsx';
import { RunListPage } from './run-list-page.tsx';
import { RunPage } from './run-page.tsx';
import { SuiteListPage } from './suite-list-page.tsx';

/** `benchmarks`, `benchmarks/RUN`, `benchmarks/suites`, `benchmarks/suites/SUITE`, `benchmarks/kept`, `benchmarks/rated/BOT`, `benchmarks/compare?first=RUN&second=RUN`. */
export function BenchmarksPage() {
  const { parts, query } = useRoute();
  const [first, second] = parts;
  if (first === 'suites') return second === undefined ? <SuiteListPage /> : <ReviewPage key={second} suite={second} />;
  if (first === 'rated' && second !== undefined) return <RatedPage key={second} bot={second} />;
  if (first === 'kept') return <PreparedPage />;
  if (first === 'compare') return <ComparePage first={query.first ?? ''} second={query.second ?? ''} />;
  if (first !== undefined) return <RunPage key={first} run={first} />;
  return <RunListPage />;
}
