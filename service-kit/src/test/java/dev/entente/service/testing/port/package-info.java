/** What connectors promise whatever vendor is behind them, and the table of which of them was seen to keep it. */
package dev.entente.service.testing.port;
