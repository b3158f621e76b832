package io.ipc4j.tests;

import io.ipc4j.tests.kit.AcknowledgedRules;
import io.ipc4j.tests.kit.CompetingProcessRules;
import io.ipc4j.tests.kit.CompetingRules;
import io.ipc4j.tests.kit.HandlerRules;
import io.ipc4j.tests.kit.KitExtension;
import io.ipc4j.tests.kit.LifecycleRules;
import io.ipc4j.tests.kit.LinkRules;
import io.ipc4j.tests.kit.LoanRules;
import io.ipc4j.tests.kit.LockRules;
import io.ipc4j.tests.kit.MeetingRules;
import io.ipc4j.tests.kit.OpeningRules;
import io.ipc4j.tests.kit.PermitRules;
import io.ipc4j.tests.kit.PolicyRules;
import io.ipc4j.tests.kit.ProcessRules;
import io.ipc4j.tests.kit.PublishRules;
import io.ipc4j.tests.kit.QueueRules;
import io.ipc4j.tests.kit.RegionProcessRules;
import io.ipc4j.tests.kit.RegionRules;
import io.ipc4j.tests.kit.RequestRules;
import io.ipc4j.tests.kit.RuleNames;
import io.ipc4j.tests.kit.RuleOrder;
import io.ipc4j.tests.kit.SizeRules;
import io.ipc4j.tests.kit.StructureRules;
import io.ipc4j.tests.kit.StyleRules;
import io.ipc4j.tests.kit.WaitingRules;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every rule of docs/transport-contract.md as a test. A provider's test is a subclass that names
 * the transport:
 *
 * <pre>{@code
 * final class ShmConformanceTest extends TransportConformance {
 *   @Override
 *   public TransportUnderTest transport() {
 *     return TransportUnderTest.named("shm").inDirectory(Path.of("/dev/shm"));
 *   }
 * }
 * }</pre>
 *
 * <p>Rules that need a trait which the transport doesn't declare are skipped, saying so; all others
 * run. Each test has sessions, a namespace and a directory of its own, and a watchdog.
 */
@ExtendWith(KitExtension.class)
@DisplayNameGeneration(RuleNames.class)
@TestMethodOrder(RuleOrder.class)
public abstract class TransportConformance
    implements QueueRules,
        CompetingRules,
        AcknowledgedRules,
        SizeRules,
        PolicyRules,
        PublishRules,
        RequestRules,
        HandlerRules,
        LoanRules,
        WaitingRules,
        StyleRules,
        LifecycleRules,
        OpeningRules,
        LinkRules,
        RegionRules,
        LockRules,
        StructureRules,
        PermitRules,
        MeetingRules,
        ProcessRules,
        CompetingProcessRules,
        RegionProcessRules {
  /** For subclasses. */
  protected TransportConformance() {}

  /**
   * What to test.
   *
   * @return the transport, its settings, and where its files go
   */
  public abstract TransportUnderTest transport();
}
