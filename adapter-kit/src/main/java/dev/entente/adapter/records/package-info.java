/** Taking records from Kafka: in order for each key, many keys at once, acknowledged when they are through. */
@NullMarked
package dev.entente.adapter.records;

import org.jspecify.annotations.NullMarked;
