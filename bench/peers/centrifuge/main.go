// A chat server on the Centrifuge library, the engine of Centrifugo: members subscribe to a room's channel and publish
// into it. With -history every publication is kept first, with an offset: in the memory of the process, or with -redis in
// that Redis, over which several nodes are one.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/centrifugal/centrifuge"
)

func main() {
	history := flag.Int("history", 0, "publications kept of a channel")
	delay := flag.Duration("delay", 0, "how long a connection's writer gathers messages")
	redis := flag.String("redis", "", "host:port of the Redis that makes nodes one")
	flag.Parse()

	node, err := centrifuge.New(centrifuge.Config{})
	if err != nil {
		log.Fatal(err)
	}
	if *redis != "" {
		shard, err := centrifuge.NewRedisShard(node, centrifuge.RedisShardConfig{Address: *redis})
		if err != nil {
			log.Fatal(err)
		}
		broker, err := centrifuge.NewRedisBroker(node, centrifuge.RedisBrokerConfig{Shards: []*centrifuge.RedisShard{shard}})
		if err != nil {
			log.Fatal(err)
		}
		node.SetBroker(broker)
	}
	node.OnConnecting(func(_ context.Context, event centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		reply := centrifuge.ConnectReply{Credentials: &centrifuge.Credentials{UserID: event.Token}}
		if *delay > 0 {
			reply.WriteDelay = *delay
			reply.WriteWithTimer = true
			// The default of 16 messages a frame would hold up whoever gathers more than that in one delay.
			reply.MaxMessagesInFrame = -1
		}
		return reply, nil
	})
	node.OnConnect(func(client *centrifuge.Client) {
		client.OnSubscribe(func(_ centrifuge.SubscribeEvent, done centrifuge.SubscribeCallback) {
			options := centrifuge.SubscribeOptions{EnableRecovery: *history > 0}
			done(centrifuge.SubscribeReply{Options: options}, nil)
		})
		client.OnPublish(func(_ centrifuge.PublishEvent, done centrifuge.PublishCallback) {
			reply := centrifuge.PublishReply{}
			if *history > 0 {
				reply.Options.HistorySize = *history
				reply.Options.HistoryTTL = time.Hour
			}
			done(reply, nil)
		})
	})
	if err := node.Run(); err != nil {
		log.Fatal(err)
	}

	handler := centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{UseWriteBufferPool: true})
	http.Handle("/connection/websocket", handler)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on %d\n", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, nil))
}
